#pragma once
#include <dlfcn.h>
#include <postgresql/libpq-fe.h>

// Macros that Swift cannot see.
static const int kring_diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int kring_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int kring_diag_message = PG_DIAG_MESSAGE_PRIMARY;

// The functions of libpq that are used. The program is not linked with them: the library is looked for
// when a database is asked for. A build does not notice that this list changed: what was compiled with
// the old one reads the wrong pointers, so touch PostgresLibrary.swift and whatever calls them.
#define KRING_LIBPQ(ONE) \
  ONE(PQbackendPID) ONE(PQclear) ONE(PQcmdTuples) ONE(PQconnectdbParams) ONE(PQconninfoFree) \
  ONE(PQconninfoParse) ONE(PQconsumeInput) ONE(PQenterPipelineMode) ONE(PQerrorMessage) \
  ONE(PQfinish) ONE(PQflush) ONE(PQfname) ONE(PQgetResult) ONE(PQgetisnull) ONE(PQgetlength) \
  ONE(PQgetvalue) ONE(PQisBusy) ONE(PQntuples) ONE(PQpipelineSync) ONE(PQresultErrorField) \
  ONE(PQresultStatus) ONE(PQsendPrepare) ONE(PQsendQueryPrepared) ONE(PQserverVersion) \
  ONE(PQsetNoticeReceiver) ONE(PQsetnonblocking) ONE(PQsocket) ONE(PQstatus)

// Pointers to them, of the types that the header gives.
struct kring_libpq {
#define KRING_MEMBER(name) __typeof__(&name) _Null_unspecified name;
  KRING_LIBPQ(KRING_MEMBER)
#undef KRING_MEMBER
};

// Loads the library for as long as the process runs. Returns null, or in words what is missing.
static inline const char *_Nullable kring_libpq_load(struct kring_libpq *_Nonnull library) {
  void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return dlerror();
#define KRING_FIND(name)                                            \
  *(void **)&library->name = dlsym(handle, #name);                  \
  if (!library->name) return "libpq.so.5 has no " #name;
  KRING_LIBPQ(KRING_FIND)
#undef KRING_FIND
  return 0;
}
