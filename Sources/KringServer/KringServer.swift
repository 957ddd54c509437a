// KringServer
