// KringMethods
