// KringJSON
