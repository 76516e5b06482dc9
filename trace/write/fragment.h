/* fragment.h - a part of a run, as the memory operations that CPUs can notice of each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace.h"
#include "write.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_FRAGMENT_LOAD,
  MMS_FRAGMENT_STORE,
  MMS_FRAGMENT_RMW,    /* reads and writes at once */
  MMS_FRAGMENT_ADD,    /* the same, where it is known that it adds */
  MMS_FRAGMENT_FAILED, /* a compare-and-exchange that found another value */
  MMS_FRAGMENT_FENCE,
  MMS_FRAGMENT_LOCK,
  MMS_FRAGMENT_UNLOCK,
  MMS_FRAGMENT_NOTE,   /* nothing that a litmus test has; a remark */
} MmsFragmentKind;

typedef enum
{
  MMS_FRAGMENT_ONCE,
  MMS_FRAGMENT_ACQUIRE,
  MMS_FRAGMENT_RELEASE,
  MMS_FRAGMENT_RELAXED,
  MMS_FRAGMENT_FULL,
  MMS_FRAGMENT_MB,
  MMS_FRAGMENT_WMB,
  MMS_FRAGMENT_RMB,
  MMS_FRAGMENT_AFTER_SPINLOCK,
} MmsFragmentOrder;

#define MMS_FRAGMENT_NOT_YET G_MAXUINT64

/**
 * MmsFragmentOperation:
 * @place: index into the fragment's places; of what has one
 * @seen, @written: values, see #MmsFragment
 * @step: (nullable): which line of a scheme it is
 * @remark: (nullable): where it stands in a source, or what a NOTE says
 * @needs: (nullable) (element-type utf8): steps that it depends on
 * @issued: when its CPU came to it: the order of the program
 * @performed: when others could see it, or %MMS_FRAGMENT_NOT_YET
 * @number: in the trace; tells apart what happened at the same time
 */
typedef struct
{
  guint8 kind;
  guint8 order;
  guint16 thread;   /* index of its thread, while the fragment is settled */
  gboolean is_life; /* of a place that says whether an object is gone */
  guint place;
  int seen;
  int written;
  char *step;
  char *remark;
  GPtrArray *needs;
  guint64 issued;
  guint64 performed;
  guint number;
} MmsFragmentOperation;

/**
 * MmsFragmentPlace:
 * @name: as the trace calls it
 * @initial: before the first operation of the fragment
 * @last: after all of them; if @has_last
 * @is_contested: several CPUs write it
 */
typedef struct
{
  char *name;
  int initial;
  int last;
  gboolean has_initial;
  gboolean has_last;
  gboolean is_lock;
  gboolean is_shared;
  gboolean is_contested;
} MmsFragmentPlace;

typedef struct
{
  guint cpu;
  GPtrArray *operations; /* MmsFragmentOperation, in the order of the program */
} MmsFragmentThread;

/**
 * MmsFragment:
 * @threads: (element-type MmsFragmentThread): of CPUs that share something with others
 * @places: (element-type MmsFragmentPlace)
 * @names: (element-type utf8): value n is what the trace calls names[n]; %NULL: it is a number
 */
typedef struct
{
  GPtrArray *threads;
  GPtrArray *places;
  GPtrArray *names;
} MmsFragment;

MmsFragment *mms_fragment_new  (void);
void         mms_fragment_free (MmsFragment *fragment);

MmsFragmentOperation *mms_fragment_operation_new  (MmsFragmentKind       kind,
                                                   MmsFragmentOrder      order);
void                  mms_fragment_operation_free (MmsFragmentOperation *operation);

/* Returns: its index; it is made if there is none */
guint                    mms_fragment_add_place (MmsFragment *fragment,
                                                 const char  *name);
static inline MmsFragmentPlace *
mms_fragment_get_place (const MmsFragment *fragment, guint place)
{
  return fragment->places->pdata[place];
}

gboolean mms_fragment_reads  (const MmsFragmentOperation *operation);
gboolean mms_fragment_writes (const MmsFragmentOperation *operation);
gboolean mms_fragment_has_place (const MmsFragmentOperation *operation);

/**
 * mms_fragment_settle:
 * @fragment: with the operations of all threads, in any order
 *
 * Finds out what the places are before and after, which of them are shared, and drops what nobody
 * but its own CPU can notice.  Whatever orders others stays.
 */
void mms_fragment_settle (MmsFragment *fragment);

/**
 * mms_fragment_read:
 * @first, @last: numbers of events, both included
 *
 * Reads the memory operations of a part of a trace (samples/FORMAT.md).  An operation that took effect
 * there is in it, also if its CPU came to it before.
 *
 * Returns: (transfer full): settled; or %NULL with @error set: there are none, or of too many CPUs
 */
MmsFragment *mms_fragment_read (MmsTrace *trace,
                                guint     first,
                                guint     last,
                                GError  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsFragment, mms_fragment_free)

G_END_DECLS
