"""How several French-language outlets told the same affair: one room per job, data flowing down the list.

cleaning → articles → dates → speech → annotation → actors → dating → events → claims → charts → study
"""
