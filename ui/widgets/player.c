/* player.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "player.h"

#include "event-text.h"

#include <math.h>

#define MIN_EVENTS_PER_SECOND 0.5
#define MAX_EVENTS_PER_SECOND 5000
/* At the slider's middle a trace plays for this long in its own time. */
#define MEDIUM_SECONDS 30
#define DECADES_OF_TIME 6

struct _MmsPlayer
{
  GObject parent_instance;

  MmsView *view;
  GtkWidget *widget; /* its frame clock beats; weak */
  guint tick;
  gboolean playing;
  MmsPace pace;
  double levels[2]; /* by pace */

  gint64 last_frame; /* 0: the next frame is the first */
  guint event;       /* the playhead as the player left it */
  double progress;   /* by events: of the way from that event to the next one, 0 .. 1 */
  double position;   /* by time: where it is */
};

enum
{
  PROP_PLAYING = 1,
  PROP_PACE,
  PROP_LEVEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MmsPlayer, mms_player, G_TYPE_OBJECT)

static guint
count_events (MmsPlayer *player)
{
  MmsDocument *document = mms_view_get_document (player->view);
  guint n_events = 0;

  if (document)
    mms_trace_get_events (mms_document_get_trace (document), &n_events);
  return n_events;
}

static gboolean
animations_wanted (void)
{
  gboolean wanted = TRUE;

  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &wanted, NULL);
  return wanted;
}

static void
advance_by_events (MmsPlayer *player, double elapsed, guint n_events, gboolean smooth)
{
  guint event = mms_view_get_playhead (player->view);
  double from, to, between;

  /* Somebody else moved the playhead: go on from there. */
  if (event != player->event)
    player->progress = 0;

  player->progress += elapsed * mms_player_get_speed (player);
  if (player->progress >= 1)
    {
      double whole = floor (player->progress);

      player->progress -= whole;
      event = whole >= n_events - event ? n_events : event + (guint) whole;
      mms_view_set_playhead (player->view, event);
    }
  player->event = event;

  if (event >= n_events)
    {
      mms_player_set_playing (player, FALSE);
      return;
    }
  if (!smooth || event == 0)
    return;

  /* Between two events of one stamp there is no place to be drawn at, and asking the view for that
   * place would take it past both. */
  from = mms_view_get_event_position (player->view, event);
  to = mms_view_get_event_position (player->view, event + 1);
  between = from + (to - from) * player->progress;
  if (between > from && between < to)
    mms_view_set_playhead_position (player->view, between);
}

static void
advance_by_time (MmsPlayer *player, double elapsed, guint n_events, gboolean smooth)
{
  double length = mms_view_get_length (player->view);

  if (mms_view_get_playhead (player->view) != player->event)
    player->position = mms_view_get_playhead_position (player->view);

  player->position += elapsed * mms_player_get_speed (player);
  if (player->position >= length)
    {
      mms_view_set_playhead (player->view, n_events);
      mms_player_set_playing (player, FALSE);
      return;
    }
  mms_view_set_playhead_position (player->view, player->position);
  player->event = mms_view_get_playhead (player->view);
  if (!smooth)
    mms_view_set_playhead (player->view, player->event);
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  MmsPlayer *player = user_data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  guint n_events = count_events (player);
  double elapsed;
  gboolean smooth;

  if (player->last_frame == 0 || n_events == 0)
    {
      player->last_frame = now;
      player->event = mms_view_get_playhead (player->view);
      player->position = mms_view_get_playhead_position (player->view);
      return G_SOURCE_CONTINUE;
    }

  /* After a stall (a dragged window, a stopped process) the playhead does not leap. */
  elapsed = MIN ((now - player->last_frame) / (double) G_USEC_PER_SEC, 0.25);
  player->last_frame = now;
  smooth = animations_wanted ();

  if (player->pace == MMS_PACE_EVENTS)
    advance_by_events (player, elapsed, n_events, smooth);
  else
    advance_by_time (player, elapsed, n_events, smooth);
  mms_view_follow (player->view);

  return G_SOURCE_CONTINUE;
}

static void
stop_ticking (MmsPlayer *player)
{
  if (player->tick != 0 && player->widget)
    gtk_widget_remove_tick_callback (player->widget, player->tick);
  player->tick = 0;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MmsPlayer *player = MMS_PLAYER (object);

  switch (id)
    {
    case PROP_PLAYING:
      g_value_set_boolean (value, player->playing);
      break;
    case PROP_PACE:
      g_value_set_int (value, player->pace);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, player->levels[player->pace]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MmsPlayer *player = MMS_PLAYER (object);

  switch (id)
    {
    case PROP_PLAYING:
      mms_player_set_playing (player, g_value_get_boolean (value));
      break;
    case PROP_PACE:
      mms_player_set_pace (player, g_value_get_int (value));
      break;
    case PROP_LEVEL:
      mms_player_set_level (player, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dispose (GObject *object)
{
  MmsPlayer *player = MMS_PLAYER (object);

  stop_ticking (player);
  g_clear_weak_pointer (&player->widget);
  g_clear_object (&player->view);

  G_OBJECT_CLASS (mms_player_parent_class)->dispose (object);
}

static void
mms_player_class_init (MmsPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;

  props[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);
  props[PROP_PACE] = g_param_spec_int ("pace", NULL, NULL, MMS_PACE_EVENTS, MMS_PACE_TIME,
                                       MMS_PACE_EVENTS,
                                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                         | G_PARAM_STATIC_STRINGS);
  props[PROP_LEVEL] = g_param_spec_double ("level", NULL, NULL, 0, 1, 0.5,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                             | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mms_player_init (MmsPlayer *player)
{
  /* About ten events a second, and a trace in half a minute. */
  player->levels[MMS_PACE_EVENTS] = 0.325;
  player->levels[MMS_PACE_TIME] = 0.5;
}

MmsPlayer *
mms_player_new (MmsView *view, GtkWidget *widget)
{
  MmsPlayer *player = g_object_new (MMS_TYPE_PLAYER, NULL);

  player->view = g_object_ref (view);
  g_set_weak_pointer (&player->widget, widget);
  return player;
}

void
mms_player_set_playing (MmsPlayer *player, gboolean playing)
{
  g_return_if_fail (MMS_IS_PLAYER (player));

  playing = playing != FALSE;
  if (player->playing == playing || !player->widget)
    return;

  player->playing = playing;
  if (playing)
    {
      guint n_events = count_events (player);

      if (n_events > 0 && mms_view_get_playhead (player->view) >= n_events)
        mms_view_set_playhead (player->view, 1);
      player->last_frame = 0;
      player->progress = 0;
      player->tick = gtk_widget_add_tick_callback (player->widget, tick, player, NULL);
    }
  else
    {
      stop_ticking (player);
      /* Somewhere between two events is no place to stay. */
      mms_view_set_playhead (player->view, mms_view_get_playhead (player->view));
    }
  g_object_notify_by_pspec (G_OBJECT (player), props[PROP_PLAYING]);
}

gboolean
mms_player_get_playing (MmsPlayer *player)
{
  g_return_val_if_fail (MMS_IS_PLAYER (player), FALSE);

  return player->playing;
}

void
mms_player_set_pace (MmsPlayer *player, MmsPace pace)
{
  g_return_if_fail (MMS_IS_PLAYER (player));

  if (player->pace == pace)
    return;
  player->pace = pace;
  player->progress = 0;
  player->last_frame = 0;
  g_object_notify_by_pspec (G_OBJECT (player), props[PROP_PACE]);
  g_object_notify_by_pspec (G_OBJECT (player), props[PROP_LEVEL]);
}

MmsPace
mms_player_get_pace (MmsPlayer *player)
{
  g_return_val_if_fail (MMS_IS_PLAYER (player), MMS_PACE_EVENTS);

  return player->pace;
}

void
mms_player_set_level (MmsPlayer *player, double level)
{
  g_return_if_fail (MMS_IS_PLAYER (player));

  level = CLAMP (level, 0, 1);
  if (player->levels[player->pace] == level)
    return;
  player->levels[player->pace] = level;
  g_object_notify_by_pspec (G_OBJECT (player), props[PROP_LEVEL]);
}

double
mms_player_get_level (MmsPlayer *player)
{
  g_return_val_if_fail (MMS_IS_PLAYER (player), 0);

  return player->levels[player->pace];
}

double
mms_player_get_speed (MmsPlayer *player)
{
  double level;

  g_return_val_if_fail (MMS_IS_PLAYER (player), 0);

  level = player->levels[player->pace];
  if (player->pace == MMS_PACE_EVENTS)
    return MIN_EVENTS_PER_SECOND * pow (MAX_EVENTS_PER_SECOND / MIN_EVENTS_PER_SECOND, level);
  return MAX (mms_view_get_length (player->view), 1) / MEDIUM_SECONDS
         * pow (10, DECADES_OF_TIME * (level - 0.5));
}

char *
mms_player_describe_speed (MmsPlayer *player)
{
  g_autofree char *duration = NULL;
  double speed;

  g_return_val_if_fail (MMS_IS_PLAYER (player), NULL);

  speed = mms_player_get_speed (player);
  if (player->pace == MMS_PACE_EVENTS)
    {
      if (speed < 4)
        return g_strdup_printf ("1 event / %.1f s", 1 / speed);
      return g_strdup_printf ("%.0f events/s", speed);
    }
  duration = mms_event_text_round (player->view, speed);
  return g_strdup_printf ("%s/s", duration);
}
