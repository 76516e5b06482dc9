/* inflate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "inflate.h"

#include <string.h>

#include <zlib.h>
#include <zstd.h>

#include "arena.h"

/* Output made between two looks at whether to stop */
#define PIECE (4 * 1024 * 1024)

/* zlib: window of 32 KiB, gzip header */
#define GZIP_WINDOW_BITS (15 + 16)

MmsCompression
mms_compression_detect (GBytes *bytes)
{
  static const guint8 gzip[] = { 0x1f, 0x8b };
  static const guint8 zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (length >= sizeof (gzip) && memcmp (data, gzip, sizeof (gzip)) == 0)
    return MMS_COMPRESSION_GZIP;
  if (length >= sizeof (zstd) && memcmp (data, zstd, sizeof (zstd)) == 0)
    return MMS_COMPRESSION_ZSTD;
  return MMS_COMPRESSION_NONE;
}

static const char ends_early[] = "the compressed data ends too early";

typedef enum
{
  STEP_MORE,
  STEP_DONE,
  STEP_DAMAGED,
} Step;

/* Where a stream is in its input, and the codec's own state. */
typedef struct
{
  const guint8 *input;
  gsize length;
  gsize position;
  z_stream gzip;
  ZSTD_DStream *zstd;
  gsize wanted;        /* how much zstd needs to end the block it is in */
  const char *problem; /* set with STEP_DAMAGED */
} Stream;

/* gzip's own tool ignores zeros behind the last member: tapes were padded so. */
static gboolean
is_padding (const Stream *stream)
{
  for (gsize i = stream->position; i < stream->length; i++)
    {
      if (stream->input[i] != 0)
        return FALSE;
    }
  return TRUE;
}

static Step
step_gzip (Stream *stream, char *output, gsize room, gsize *made)
{
  z_stream *z = &stream->gzip;
  gsize before = stream->position;
  int status;

  z->next_in = (Bytef *) stream->input + stream->position;
  z->avail_in = (uInt) MIN (stream->length - stream->position, G_MAXINT32);
  z->next_out = (Bytef *) output;
  z->avail_out = (uInt) room;
  status = inflate (z, Z_NO_FLUSH);
  stream->position = (gsize) (z->next_in - stream->input);
  *made = room - z->avail_out;

  switch (status)
    {
    case Z_STREAM_END:
      if (is_padding (stream))
        return STEP_DONE;
      inflateReset (z);
      return STEP_MORE;
    case Z_OK:
    case Z_BUF_ERROR:
      if (stream->position != before || *made > 0)
        return STEP_MORE;
      stream->problem = ends_early;
      return STEP_DAMAGED;
    default:
      stream->problem = z->msg != NULL ? z->msg : "the compressed data is damaged";
      return STEP_DAMAGED;
    }
}

/* A block at a time: of a call that fails, zstd gives out nothing, not even the sound blocks before. */
static Step
step_zstd (Stream *stream, char *output, gsize room, gsize *made)
{
  gsize left = stream->length - stream->position;
  ZSTD_inBuffer in = { stream->input, stream->position + MIN (left, MAX (stream->wanted, 1)),
                       stream->position };
  ZSTD_outBuffer out = { output, room, 0 };
  size_t status = ZSTD_decompressStream (stream->zstd, &out, &in);
  gboolean is_stuck = in.pos == stream->position && out.pos == 0;

  stream->position = in.pos;
  *made = out.pos;
  if (ZSTD_isError (status))
    {
      stream->problem = ZSTD_getErrorName (status);
      return STEP_DAMAGED;
    }
  stream->wanted = status;
  /* 0: a frame ended and all of it was given out */
  if (status == 0 && stream->position == stream->length)
    return STEP_DONE;
  if (!is_stuck)
    return STEP_MORE;
  stream->problem = ends_early;
  return STEP_DAMAGED;
}

/* Returns: %FALSE when cancelled */
static gboolean
run (Stream *stream, MmsCompression compression, MmsArena *arena, MmsProgress *progress,
     char **damage, GError **error)
{
  for (;;)
    {
      gsize room = MIN (mms_arena_reserve (arena), PIECE);
      gsize made = 0;
      Step step;

      if (mms_progress_is_cancelled (progress, error))
        return FALSE;
      if (progress != NULL)
        mms_progress_set_fraction (progress, (double) stream->position / (double) stream->length);
      if (room == 0)
        {
          *damage = g_strdup_printf ("Offset %" G_GSIZE_FORMAT " of the compressed file: no more "
                                     "than %" G_GSIZE_FORMAT " MiB of its contents fit into "
                                     "memory; the rest was not read",
                                     stream->position, arena->length >> 20);
          return TRUE;
        }

      step = compression == MMS_COMPRESSION_GZIP
               ? step_gzip (stream, arena->data + arena->length, room, &made)
               : step_zstd (stream, arena->data + arena->length, room, &made);
      arena->length += made;
      if (step == STEP_DONE)
        return TRUE;
      if (step == STEP_DAMAGED)
        {
          *damage = g_strdup_printf ("Offset %" G_GSIZE_FORMAT " of the compressed file: %s; the "
                                     "rest was not read",
                                     stream->position, stream->problem);
          return TRUE;
        }
    }
}

GBytes *
mms_inflate (GBytes *bytes, MmsCompression compression, gsize limit, MmsProgress *progress,
             char **damage, GError **error)
{
  g_auto (MmsArena) arena = { .limit = limit };
  Stream stream = { 0 };
  gboolean is_done;

  g_return_val_if_fail (compression != MMS_COMPRESSION_NONE, NULL);

  *damage = NULL;
  stream.input = g_bytes_get_data (bytes, &stream.length);
  if (compression == MMS_COMPRESSION_GZIP)
    {
      if (inflateInit2 (&stream.gzip, GZIP_WINDOW_BITS) != Z_OK)
        g_error ("zlib: out of memory");
    }
  else
    {
      stream.zstd = ZSTD_createDStream ();
      if (stream.zstd == NULL)
        g_error ("zstd: out of memory");
    }

  is_done = run (&stream, compression, &arena, progress, damage, error);

  if (compression == MMS_COMPRESSION_GZIP)
    inflateEnd (&stream.gzip);
  ZSTD_freeDStream (stream.zstd);
  return is_done ? mms_arena_finish (&arena) : NULL;
}
