// KringClient
