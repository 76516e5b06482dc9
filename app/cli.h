/* cli.h - what all subcommands share: options, messages, progress, signals, exit status
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

/**
 * MmsStatus: the exit status
 * @MMS_STATUS_CLEAN: done, nothing found
 * @MMS_STATUS_FINDINGS: findings above information
 * @MMS_STATUS_USAGE: wrong usage; nothing was read
 * @MMS_STATUS_UNREADABLE: an input could not be read at all, or the output not be written
 * @MMS_STATUS_DAMAGED: an input is damaged; its sound part was used.  Or a search was not finished
 */
typedef enum
{
  MMS_STATUS_CLEAN = 0,
  MMS_STATUS_FINDINGS = 1,
  MMS_STATUS_USAGE = 2,
  MMS_STATUS_UNREADABLE = 3,
  MMS_STATUS_DAMAGED = 4,
} MmsStatus;

/* The status that stands for both; an input not read at all outweighs one read in part. */
MmsStatus mms_status_join (MmsStatus a,
                           MmsStatus b);

/**
 * MmsCliHelp:
 * @command: "check"; %NULL for the program itself
 * @parameters: "FILE…", as the usage line shows them
 * @summary: one sentence, above the options
 * @description: (nullable): what stands below the options
 */
typedef struct
{
  const char *command;
  const char *parameters;
  const char *summary;
  const char *description;
} MmsCliHelp;

/**
 * mms_cli_begin:
 *
 * Starts a subcommand: SIGINT, SIGTERM and SIGHUP now cancel the progress, and a terminal shows it.
 */
void mms_cli_begin (void);

/**
 * mms_cli_end:
 * @status: what the subcommand answered
 *
 * Returns: the status to exit with: 128 + the signal after one, %MMS_STATUS_UNREADABLE when
 *   the output could not be written, else @status
 */
int  mms_cli_end   (int status);

/**
 * mms_cli_parse:
 * @entries: without the help option; filenames by %G_OPTION_REMAINING
 *
 * Parses the options of a command.  `--help` is printed here.
 *
 * Returns: whether the command goes on; otherwise @status is what it answers
 */
gboolean mms_cli_parse (const MmsCliHelp   *help,
                        const GOptionEntry *entries,
                        int                 argc,
                        char              **argv,
                        int                *status);

/* Tells on stderr what is wrong with the arguments of @command and where help is.
 * Returns: %MMS_STATUS_USAGE */
int mms_cli_usage (const char *command,
                   const char *format,
                   ...) G_GNUC_PRINTF (2, 3);

/* "mmscope: FILE: …" on stderr, without control characters; @path may be %NULL. */
void mms_cli_message (const char *path,
                      const char *format,
                      ...) G_GNUC_PRINTF (2, 3);

/* Lines on stderr as they are, without control characters: a compiler's messages begin with their place. */
void mms_cli_lines (const char *text);

/**
 * mms_cli_write:
 * @length: in bytes, -1: up to the NUL
 *
 * Writes to stdout.  A reader that went away (`| head`) is no error but ends the output.
 *
 * Returns: whether more output makes sense
 */
gboolean mms_cli_write (const char *data,
                        gssize      length);

/* Of the running subcommand, for all its long work; once cancelled, no message is due. */
MmsProgress *mms_cli_get_progress (void);
/* The file that progress is shown for. */
void         mms_cli_set_path     (const char *path);

/* What progress says instead of a fraction, as long as it is not known how much there is: "1234 states".
 * %NULL: a fraction again.  From any thread. */
void         mms_cli_set_detail   (const char *detail);
/* After a signal the output is written all the same: the command tells what it knows so far. */
void         mms_cli_keep_output  (void);

/* Whether stdout is a terminal that shall get colours. */
gboolean mms_cli_has_colors (void);

/**
 * mms_cli_read:
 * @status: joined with what reading this file gave
 *
 * Reads a trace, and tells on stderr what is wrong with it.
 *
 * Returns: (transfer full) (nullable): the trace
 */
MmsTrace *mms_cli_read (const char *path,
                        int        *status);

/**
 * mms_cli_replay:
 *
 * Returns: (transfer full) (nullable): the history; %NULL once cancelled
 */
MmsHistory *mms_cli_replay (MmsTrace      *trace,
                            MmsReplayMode  mode);

/* As mms_cli_read(), but replayed and checked too. */
MmsDocument *mms_cli_open (const char *path,
                           int        *status);

G_END_DECLS
