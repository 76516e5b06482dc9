/* query-private.h - for query.c, query-parse.c, query-mm.c and query-match.c only
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "query.h"

G_BEGIN_DECLS

/* In the order in which they are tried: what costs least comes first. */
typedef enum
{
  MMS_TERM_KIND,
  MMS_TERM_CPU,
  MMS_TERM_PID,
  MMS_TERM_MM,
  MMS_TERM_TASK,
  MMS_TERM_FIELD,
  MMS_TERM_WORD,
} MmsTermType;

/* First and last of what a number may be. */
typedef struct
{
  guint64 first;
  guint64 last;
} MmsTermRange;

/* An address, and the events among which it means the mm that is looked for. */
typedef struct
{
  guint64 pointer;
  guint first_event;
  guint last_event;
} MmsTermMm;

/* What a number in a field is, as text, has been looked at: whether the word is in it. */
typedef struct
{
  guint64 value;
  guint8 answer; /* 0: not looked at; 1: no; 2: yes */
} MmsTermSeen;

#define MMS_TERM_N_SEEN 256u

/* The same of a task's name. */
typedef struct
{
  const char *comm;
  int pid;
  guint8 answer;
} MmsTermTask;

/* "prev_pid", "next_pid", "parent_pid" and the like: no event has more. */
#define MMS_TERM_MAX_FIELDS 6

/* What a term can say about a kind of event before it has seen one. */
typedef struct
{
  gboolean is_hit;    /* all of that kind: its name or that of a field is it */
  /* FIELD: the one; PID and TASK: those that name a task */
  guint16 fields[MMS_TERM_MAX_FIELDS];
  guint n_fields;
  MmsTermSeen **seen; /* MMS_TERM_WORD: by field; made when needed */
  guint n_seen;
} MmsTermKind;

typedef struct
{
  MmsTermType type;
  gboolean is_negated;
  char *word;        /* of WORD, folded */
  GPtrArray *words;  /* (element-type utf8): the alternatives of KIND, TASK and FIELD, folded */
  GArray *ranges;    /* MmsTermRange: CPU, PID; numbers of FIELD */
  guint n_digits;    /* WORD: of a hexadecimal number; 0: it is none */
  guint64 number;    /* that */
  MmsTermKind *kinds; /* by kind */
  guint n_kinds;
  MmsTermTask *tasks; /* MMS_TERM_N_SEEN of them; made when needed */
  GArray *mms;        /* MmsTermMm, by pointer and first event */
  guint8 *mm_indices; /* a bit for each mm of the history that is looked for */
  guint8 *mm_events;  /* a bit for each event that changes who holds one of them; when needed */
} MmsTerm;

struct _MmsQuery
{
  MmsHistory *history;
  MmsTrace *trace;
  const MmsEvent *events;
  guint n_events;
  gboolean is_text; /* an event's text costs no more than its fields */
  GPtrArray *terms; /* MmsTerm */
};

/* Reads @text into the query's terms. */
gboolean mms_query_parse (MmsQuery    *query,
                          const char  *text,
                          GError     **error);
void     mms_query_free_term (gpointer term);

gboolean mms_query_fail (GError     **error,
                         const char  *format,
                         ...) G_GNUC_PRINTF (2, 3);

/* Which mms @name means: a label, an address, "pid:412".  Sets the term's mms. */
gboolean mms_query_add_mms (MmsQuery   *query,
                            MmsTerm    *term,
                            const char *name);
void     mms_query_finish_mms (MmsQuery *query,
                               MmsTerm  *term);
gboolean mms_query_match_mm (MmsQuery       *query,
                             MmsTerm        *term,
                             const MmsEvent *record,
                             guint           event);

/* Whether @needle, folded, is somewhere in @text, whatever the case of ASCII letters. */
gboolean mms_query_contains (const char *text,
                             gsize       length,
                             const char *needle);

G_END_DECLS
