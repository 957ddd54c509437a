// KringProtocol
