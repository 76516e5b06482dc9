/* loader.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "document.h"
#include "view/view-index.h"

G_BEGIN_DECLS

#define MMS_TYPE_LOADER (mms_loader_get_type ())
G_DECLARE_FINAL_TYPE (MmsLoader, mms_loader, MMS, LOADER, GObject)

/**
 * MmsLoader:
 *
 * Opens one document at a time in a worker thread.  Of a big file the beginning comes first.
 *
 * Signals, all in the main thread:
 * "preview" (MmsDocument *): the beginning of the file; "loaded" or "failed" follows
 * "loaded" (MmsDocument *): the whole
 * "failed" (GError *): it could not be read, or mms_loader_cancel() was called
 */
MmsLoader *mms_loader_new (void);

/* Cancels, without a signal, what it was loading before. */
void        mms_loader_start        (MmsLoader  *loader,
                                     const char *path);
void        mms_loader_cancel       (MmsLoader  *loader);
gboolean    mms_loader_is_loading   (MmsLoader  *loader);
/* What is being loaded now, how far that is, and what is being done. */
const char *mms_loader_get_path     (MmsLoader  *loader); /* (nullable) */
double      mms_loader_get_fraction (MmsLoader  *loader);
const char *mms_loader_get_what     (MmsLoader  *loader); /* never NULL */

/* While "preview" or "loaded" is emitted: what drawing looks up in the document, which the worker has prepared.
 * (transfer full); once for each document */
MmsViewIndex *mms_loader_take_index (MmsLoader *loader);

/* Files from this size on get a preview; 0 gives one to all. */
void        mms_loader_set_preview_size (MmsLoader *loader,
                                         goffset    size);

G_END_DECLS
