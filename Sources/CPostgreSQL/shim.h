#pragma once
#include <postgresql/libpq-fe.h>

// Macros that Swift cannot see.
static const int kring_diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int kring_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int kring_diag_message = PG_DIAG_MESSAGE_PRIMARY;
