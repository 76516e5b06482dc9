/* hazard.pml - a hazard slot per CPU, in TSO: the model that mmscope's explorer is measured beside
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each CPU does ROUNDS rounds, each with an mm of its choice.  Either it borrows the mm: publishes it in
 * its slot, orders that, looks whether it still has users, and if so uses it; then empties the slot.  Or
 * it is the mm's last user: claims that, takes the users away, orders that, looks at every slot, and
 * frees the mm if none has it.  bench-explore.c makes the same program.
 *
 *   spin -DNCPU=3 -DROUNDS=2 -a hazard.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m200000 -w24
 *
 * -DNO_SLOT_BARRIER, -DNO_SCAN_BARRIER: without one of the two barriers; then a freed mm is used.
 */
#ifndef NCPU
#define NCPU 3
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#define NMM 2

/* Memory: the slots, then users and freed of each mm.  An mm in a slot is its number plus one. */
#define SLOT(c)  (c)
#define USERS(m) (NCPU + (m))
#define FREED(m) (NCPU + NMM + (m))

byte memory[NCPU + 2 * NMM];

/* Store buffers, two entries each, the oldest first; what is unused is zero. */
byte n_stores[NCPU];
byte place0[NCPU];
byte value0[NCPU];
byte place1[NCPU];
byte value1[NCPU];

inline store (p, v)
{
  d_step {
    n_stores[self] < 2 ->
    if
    :: n_stores[self] == 0 -> place0[self] = p; value0[self] = v
    :: else -> place1[self] = p; value1[self] = v
    fi;
    n_stores[self] = n_stores[self] + 1
  }
}

inline load (r, p)
{
  d_step {
    if
    :: n_stores[self] == 2 && place1[self] == p -> r = value1[self]
    :: else ->
      if
      :: n_stores[self] >= 1 && place0[self] == p -> r = value0[self]
      :: else -> r = memory[p]
      fi
    fi
  }
}

inline barrier ()
{
  n_stores[self] == 0
}

proctype buffer (byte self)
{
end:
  do
  :: d_step {
      n_stores[self] > 0 ->
      memory[place0[self]] = value0[self];
      place0[self] = place1[self];
      value0[self] = value1[self];
      place1[self] = 0;
      value1[self] = 0;
      n_stores[self] = n_stores[self] - 1
    }
  od
}

proctype cpu (byte self)
{
  byte round;
  byte mm;
  byte seen;
  byte other;

  do
  :: round == ROUNDS -> break
  :: round < ROUNDS ->
    round++;
    if
    :: mm = 0
    :: mm = 1
    fi;
    if
    :: true -> /* borrow */
      store (SLOT (self), mm + 1);
#ifndef NO_SLOT_BARRIER
      barrier ();
#endif
      load (seen, USERS (mm));
      if
      :: seen != 0 ->
        load (seen, FREED (mm));
        assert (seen == 0)
      :: else
      fi;
      store (SLOT (self), 0)
    :: true -> /* the last exit */
      d_step {
        n_stores[self] == 0 ->
        if
        :: memory[USERS (mm)] == 1 -> memory[USERS (mm)] = 2; seen = 1
        :: else -> seen = 0
        fi
      }
      if
      :: seen == 1 ->
        store (USERS (mm), 0);
#ifndef NO_SCAN_BARRIER
        barrier ();
#endif
        other = 0;
        do
        :: other == NCPU -> store (FREED (mm), 1); break
        :: other < NCPU ->
          load (seen, SLOT (other));
          if
          :: seen == mm + 1 -> break
          :: else -> other++
          fi
        od;
        other = 0
      :: else
      fi
    fi;
    seen = 0;
    mm = 0
  od
}

init {
  byte i;

  atomic {
    memory[USERS (0)] = 1;
    memory[USERS (1)] = 1;
    i = 0;
    do
    :: i == NCPU -> break
    :: i < NCPU -> run cpu (i); run buffer (i); i++
    od
  }
}
