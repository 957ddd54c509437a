// KringJournal
