/* finding-list.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_FINDING_SORT_SEVERITY, /* the worst first, then by time */
  MMS_FINDING_SORT_TIME,
  MMS_FINDING_SORT_CPU,
  MMS_FINDING_SORT_MM,
  MMS_N_FINDING_SORTS
} MmsFindingSort;

/**
 * MmsFindingGroup:
 * @first: the finding that stands for it: of the worst that are shown the first, the root cause if it is one of them
 * @n: of its findings that are shown
 * @worst: of them
 *
 * Findings with one root cause, or with causes that show at one event of one mm, which is its free
 * for most.
 */
typedef struct
{
  guint first;
  guint n;
  MmsSeverity worst;
  gboolean is_folded;
} MmsFindingGroup;

/* A row for a group, and not for a finding; the other bits are the group's first finding. */
#define MMS_FINDING_ROW_GROUP (1u << 31)

/**
 * MmsFindingList:
 *
 * The findings of a document in rows: sorted, filtered, and folded by their causes.  A group of two
 * and more has a row of its own, over those of its findings unless it is folded.
 */
typedef struct _MmsFindingList MmsFindingList;

MmsFindingList *mms_finding_list_new  (void);
void            mms_finding_list_free (MmsFindingList *list);

/* Few rows are all shown, of many the groups are folded.  @document may be NULL. */
void mms_finding_list_set_document (MmsFindingList *list,
                                    MmsDocument    *document);
void mms_finding_list_set_sort     (MmsFindingList *list,
                                    MmsFindingSort  sort);
/* Whether those above information are shown only. */
void mms_finding_list_hide_info    (MmsFindingList *list,
                                    gboolean        hide);

/**
 * mms_finding_list_set_filter:
 * @text: words that must all be in a finding's id, name, severity or sentence; cpu:1, mm:O; each with
 *   "!" or "-" before it: must not
 */
void mms_finding_list_set_filter   (MmsFindingList *list,
                                    const char     *text);
const char *mms_finding_list_get_filter (MmsFindingList *list); /* never NULL */

guint mms_finding_list_get_n_rows (MmsFindingList *list);
/* A finding's index, or that of a group's first finding with %MMS_FINDING_ROW_GROUP. */
guint mms_finding_list_get_row    (MmsFindingList *list,
                                   guint           row);
/* The row of a finding; of its group where that is folded; -1 where it is filtered out. */
int   mms_finding_list_find_row   (MmsFindingList *list,
                                   guint           finding);
/* Whether a finding is shown or folded away, but not filtered out. */
gboolean mms_finding_list_is_shown (MmsFindingList *list,
                                    guint           finding);
/* How many findings are shown or folded away, but not filtered out. */
guint    mms_finding_list_get_n_shown (MmsFindingList *list);

/* (transfer none): the group of a finding that is shown */
const MmsFindingGroup *mms_finding_list_get_group (MmsFindingList *list,
                                                   guint           finding);
/* The findings of a group that are shown.  (transfer none) (array length=n) */
const guint *mms_finding_list_get_shown (MmsFindingList *list,
                                         guint           finding,
                                         guint          *n);
/* "D15 ×6, D05": what is in the group, its first finding's sort first.  (transfer full) */
char    *mms_finding_list_describe_group (MmsFindingList *list,
                                          guint           finding);
/* Returns: whether that changed anything */
gboolean mms_finding_list_fold           (MmsFindingList *list,
                                          guint           finding,
                                          gboolean        fold);
void     mms_finding_list_fold_all       (MmsFindingList *list,
                                          gboolean        fold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsFindingList, mms_finding_list_free)

G_END_DECLS
