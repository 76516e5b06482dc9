/* record-names.h - what a trace calls the objects of a program
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/**
 * MmsRecordNames:
 *
 * Addresses, numbers and names under which a program's mms and tasks stand in its traces.  A pointer
 * is as #MmsProgram says; of an mm it has its generation with it.
 */
typedef struct _MmsRecordNames MmsRecordNames;

/* @program: must outlive the names */
MmsRecordNames *mms_record_names_new  (const MmsProgram *program);
void            mms_record_names_free (MmsRecordNames   *names);

/* "0x1000" is init_mm's, "0xa000" that of the first mm after it, …; 0: NULL */
guint64 mms_record_get_mm_address (gint16 pointer);
/* The number that no other mm of the trace has: 0 of init_mm, -1 of NULL */
gint64  mms_record_get_mm_id      (gint16 pointer);
/* Where its page tables begin: a page of its own */
guint64 mms_record_get_mm_root    (gint16 pointer);
/* (transfer full): "A", "A2" for the second mm that lives where A was, "NULL" */
char   *mms_record_name_mm        (const MmsRecordNames *names,
                                   gint16                pointer);

/* By number, not by pointer.  0: an idle task's */
int         mms_record_get_pid  (const MmsProgram *program,
                                 int               task);
/* "swapper/0" of an idle task */
const char *mms_record_get_comm (const MmsRecordNames *names,
                                 int                   task);

/* (transfer full): "rq1.lazy_mm", "A.mm_count"; %NULL where @location is negative */
char *mms_record_name_location (const MmsRecordNames *names,
                                int                   location);
/* (transfer full): a value as that place's type writes it: "A", "sh", "0x3", "-1" */
char *mms_record_name_value    (const MmsRecordNames *names,
                                MmsSimType            type,
                                gint16                value);

/* (transfer full): "S6g.lazy:21"; %NULL: the instruction has no place in a source */
char *mms_record_name_source (const MmsProgram *program,
                              guint             pc);
/* The same of the line that @site is; %NULL: 0 */
char *mms_record_name_site   (const MmsProgram *program,
                              guint             site);
/* The site that @pc is called from in the end: a script's or setup's line, or of other contexts the line
 * that calls; 0: none */
guint mms_record_find_statement (const MmsProgram *program,
                                 guint             pc);
/* (transfer full): the label with the scheme before it, "S6g.publish", or the line */
char *mms_record_name_step   (const MmsProgram *program,
                              guint             pc);
/* (transfer full) (nullable): the line's text, without blanks around it */
char *mms_record_find_line   (const MmsProgram *program,
                              guint             pc);
char *mms_record_find_site_line (const MmsProgram *program,
                                 guint             site);

/* (nullable): the intrusion that an ENTER tells of; %NULL: it is an IPI */
const MmsIntrusion *mms_record_find_intrusion (const MmsProgram   *program,
                                               const MmsHappening *happening);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRecordNames, mms_record_names_free)

G_END_DECLS
