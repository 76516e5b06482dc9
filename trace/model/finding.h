/* finding.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "attribute.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_SEVERITY_INFO,
  MMS_SEVERITY_WARNING,
  MMS_SEVERITY_ERROR, /* protocol broken, may become fatal */
  MMS_SEVERITY_FATAL, /* memory unsafe */
} MmsSeverity;

typedef enum
{
  MMS_CONFIDENCE_SUSPECT, /* rests on an order of stamps or on an inference */
  MMS_CONFIDENCE_WITNESS, /* rests on derived values */
  MMS_CONFIDENCE_PROVED,  /* every link of the chain was observed */
} MmsConfidence;

const char *mms_severity_get_name   (MmsSeverity    severity);   /* "info" … "fatal" */
gboolean    mms_severity_parse      (const char    *name,
                                     MmsSeverity   *severity);
const char *mms_confidence_get_name (MmsConfidence  confidence); /* "suspect" "witness" "proved" */

/**
 * MmsEvidence: one link of the chain; the event's time is the trace's
 * @text: (transfer none): one sentence, owned by the finding
 */
typedef struct
{
  guint event;
  int cpu; /* -1: none in particular */
  char *text;
} MmsEvidence;

/**
 * MmsFinding:
 * @id: (transfer none): "D15"
 * @name: (transfer none): "freed-with-lazy-holder"
 * @event: where it shows
 * @cpu: the CPU that holds; -1: none in particular
 * @mm: index into the history's mms; 0: none
 * @holder: the attribute that holds; MMS_N_ATTRIBUTES: none
 * @root: the index, in the same array, of the finding that this one follows from; its own if none
 * @message: one sentence
 * @evidence: (element-type MmsEvidence): the chain, in the order in which it is told
 */
typedef struct
{
  const char *id;
  const char *name;
  MmsSeverity severity;
  MmsConfidence confidence;
  guint event;
  int cpu;
  guint mm;
  MmsAttribute holder;
  guint root;
  char *message;
  GArray *evidence;
} MmsFinding;

void mms_finding_free (MmsFinding *finding);

G_END_DECLS
