/*
 * The protocol of outbox and tenure, for spin: letters in one store, two senders on it (a second
 * daemon that should not be there), processes that end at any step, a machine that loses its
 * power, a customer who writes meanwhile, a server whose answers get lost.
 *
 *   never twice   no letter is delivered a second time
 *   never lost    when all is quiet each letter is SENT (and was), FAILED, WITHDRAWN (and was not
 *                 delivered) or UNSURE: shown to a person
 *
 * With VETO a person's word that withdraws nothing may stop the first letter: the veto has to see it.
 *
 *   never to the wrong one   what was said before a letter is claimed, stops it, though the veto may
 *                            have been asked ahead of the lease
 *
 * tests/model/check runs it, and once more with each safeguard taken out (NO_...), which must fail.
 * Only the epoch can go (NO_EPOCH) and both promises still hold, by the compare-and-set of the
 * states: it is there so that one sender keeps the pace, not two.
 */
#ifndef LETTERS
#define LETTERS 2
#endif
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef POWER
#define POWER 1
#endif

mtype = { QUEUED, LEASED, SENDING, SENT, FAILED, WITHDRAWN, UNSURE };

/* the store as processes see it, and as it lies on the disk */
mtype now[LETTERS], disk[LETTERS];
byte epoch, epoch_disk, boot_seen, boot_seen_disk;

byte boot = 1;       /* this start of the machine; also: every process of an older one is dead */
byte delivered[LETTERS];
byte crashes_left = CRASHES, power_left = POWER;

bool no;      /* somebody said so, of the first letter */
byte version; /* of the store: commits of others than the sender */

inline each(from, to)
{
	k = 0;
	do
	:: k < LETTERS -> if :: now[k] == from -> now[k] = to :: else fi; k++
	:: else -> break
	od
}

/* everything up to here is on the disk: a full commit, or the kernel found time for it */
inline sync()
{
	k = 0;
	do :: k < LETTERS -> disk[k] = now[k]; k++ :: else -> break od;
	epoch_disk = epoch;
	boot_seen_disk = boot_seen
}

#ifdef NO_CLAIM
#define OURS true
#else
#define OURS (now[n] == LEASED)
#endif
#ifdef NO_VERSION
#define HOLDS(at) true
#else
#define HOLDS(at) (at == version)
#endif
/* the veto inside the lease: what was found ahead is taken over while nobody has written */
inline veto()
{
#ifdef VETO
	if
	:: looked && cleared && HOLDS(seen)
	:: else -> if :: no && now[0] == QUEUED -> now[0] = WITHDRAWN :: else fi; seen = version
	fi;
	looked = false
#else
	skip
#endif
}

/* or it is withdrawn: the veto, asked anew because somebody wrote since the lease; too late */
inline claim(n)
{
	if
	:: now[n] == LEASED -> now[n] = WITHDRAWN
#ifdef VETO
	:: n == 0 && no && !HOLDS(seen) && now[n] == LEASED -> now[n] = WITHDRAWN
	:: !(n == 0 && no && !HOLDS(seen)) && OURS ->
#else
	:: OURS ->
#endif
		claimed[n] = true;
		assert(n > 0 || !no);
		if :: now[n] == LEASED -> now[n] = SENDING :: else fi
	:: else
	fi
}

inline let_go(n)
{
	hand[n] = false; claimed[n] = false; n++
}

#define ALIVE (mine == boot)
#define DIE :: atomic { ALIVE && crashes_left > 0 -> crashes_left--; goto start }
#define DEAD :: atomic { !ALIVE -> goto start }
#ifdef NO_EPOCH
#define IN_OFFICE true
#else
#define IN_OFFICE (epoch == office)
#endif
#ifdef NO_BOOT
#define REBOOTED false
#else
#define REBOOTED (boot_seen != boot)
#endif

#define more(n) (now[n] == QUEUED && !hand[n])
/* two letters, or one */
#define all_claimed() ((!hand[0] || claimed[0]) && (!hand[LETTERS - 1] || claimed[LETTERS - 1]) && \
	(hand[0] || hand[LETTERS - 1]))

proctype sender()
{
	byte mine, office, i, k;
	byte j;
	bool hand[LETTERS], claimed[LETTERS], answered;
	bool looked, cleared; /* what was seen ahead of the lease */
	byte seen;

start:
	atomic { mine = boot; i = 0; do :: i < LETTERS -> hand[i] = false; claimed[i] = false; i++ :: else -> break od; j = 0; i = 0; looked = false; cleared = false; seen = 0 }
	/* outbox_recover(): one full commit */
	if
	:: atomic {
		ALIVE ->
		epoch++;
		office = epoch;
		each(SENDING, UNSURE);
		if
		:: REBOOTED -> each(LEASED, UNSURE)
		:: else -> each(LEASED, QUEUED)
		fi;
		boot_seen = boot;
		sync()
	}
	DIE
	DEAD
	fi;

lease:
	/* outbox_lease(): one full commit; waits for something to do */
	if
#ifdef VETO
	/* outbox_look() and outbox_ask(): nothing is written */
	:: atomic { ALIVE && !looked && now[0] == QUEUED -> looked = true; seen = version; cleared = !no; goto lease }
#endif
	:: atomic {
		ALIVE && IN_OFFICE && (now[0] == QUEUED || now[LETTERS - 1] == QUEUED) ->
		veto();
		i = 0;
		do
		:: i < LETTERS ->
			hand[i] = now[i] == QUEUED;
			claimed[i] = false;
			if :: hand[i] -> now[i] = LEASED :: else fi;
			i++
		:: else -> break
		od;
		i = 0;
#ifndef NO_SYNC
		sync()
#endif
	}
	:: atomic { ALIVE && !IN_OFFICE -> goto superseded }
	DIE
	DEAD
	fi;

next:
	if
	:: atomic { ALIVE && i == LETTERS ->
		i = 0;
		do :: i < LETTERS && !hand[i] -> i++ :: else -> break od;
		if :: i == LETTERS -> goto lease :: else -> goto next fi
	}
	/* the next lease, while letters of the one before are under way: all in hand are claimed */
	:: atomic { ALIVE && IN_OFFICE && all_claimed() && (more(0) || more(LETTERS - 1)) ->
		j = 0;
		do
		:: j < LETTERS ->
			if :: more(j) -> hand[j] = true; now[j] = LEASED :: else fi;
			j++
		:: else -> break
		od;
		j = 0;
#ifndef NO_SYNC
		sync()
#endif
		goto next
	}
	:: atomic { ALIVE && i < LETTERS && !hand[i] -> i++; goto next }
	:: atomic { ALIVE && i < LETTERS && claimed[i] -> goto dot }
	/* outbox_advance(): the claim, riding; of this letter, or of all that are left in hand */
	:: atomic { ALIVE && i < LETTERS && hand[i] && !claimed[i] ->
		if
		:: !IN_OFFICE -> goto superseded
		:: IN_OFFICE -> claim(i)
		:: IN_OFFICE && i + 1 < LETTERS ->
			j = i;
			do
			:: j < LETTERS -> if :: hand[j] -> claim(j) :: else fi; j++
			:: else -> break
			od;
			j = 0
		fi;
		if :: claimed[i] :: else -> let_go(i); goto next fi /* withdrawn meanwhile */
	}
	DIE
	DEAD
	fi;

dot:
	/* the final dot leaves */
	if
	:: atomic { ALIVE -> delivered[i]++; assert(delivered[i] <= 1); answered = true }
	:: atomic { ALIVE -> delivered[i]++; assert(delivered[i] <= 1); answered = false }
	:: atomic { ALIVE -> answered = false } /* it left and got lost */
	:: atomic { ALIVE -> goto refused }
	DIE
	DEAD
	fi;

	/* outbox_advance(): the settlement, riding */
	if
	:: atomic { ALIVE ->
		if
		:: now[i] == SENDING && answered -> now[i] = SENT
		:: now[i] == SENDING && !answered -> now[i] = UNSURE
		:: else /* a successor settled it */
		fi;
		let_go(i); goto next
	}
	DIE
	DEAD
	fi;

refused: /* for now, or never said after all; or for good */
	if
	:: atomic { ALIVE -> if :: now[i] == SENDING -> now[i] = QUEUED :: else fi; let_go(i); goto next }
	:: atomic { ALIVE -> if :: now[i] == SENDING -> now[i] = FAILED :: else fi; let_go(i); goto next }
	DIE
	DEAD
	fi;

superseded:
	skip /* it ends; its successor has the rows */
}

/*
 * The listener: a reply withdraws what did not go yet, in a full commit. After a loss of power
 * LEASED says nothing until a sender has taken office: the claim behind it may be forgotten.
 */
proctype customer()
{
	byte k;
	atomic {
		if
		#ifdef NO_WAIT
		:: now[0] == QUEUED || now[0] == LEASED -> now[0] = WITHDRAWN; sync()
#else
		:: now[0] == QUEUED || (now[0] == LEASED && !REBOOTED) -> now[0] = WITHDRAWN; sync()
#endif
		:: skip
		fi
	}
#ifdef VETO
	atomic { if :: no = true; version++ :: skip fi }
#endif
#ifdef RESTORE
	/* a person takes the word back that withdrew it: outbox_restore() */
	atomic {
		if
		:: now[0] == WITHDRAWN -> now[0] = QUEUED; sync()
		:: skip
		fi
	}
#endif
}

proctype machine()
{
	byte k;
end:	do
	:: atomic { power_left > 0 ->
		power_left--;
		k = 0;
		do :: k < LETTERS -> now[k] = disk[k]; k++ :: else -> break od;
		epoch = epoch_disk;
		boot_seen = boot_seen_disk;
		boot++
	}
	:: atomic { power_left > 0 -> sync() }
	od
}

/* when nothing moves any more */
proctype judge()
{
	byte n;
	timeout ->
	atomic {
		n = 0;
		do
		:: n < LETTERS ->
			assert(now[n] == SENT || now[n] == FAILED || now[n] == WITHDRAWN || now[n] == UNSURE);
			assert(now[n] != SENT || delivered[n] == 1);
			assert(!(now[n] == WITHDRAWN || now[n] == FAILED) || delivered[n] == 0);
			n++
		:: else -> break
		od
	}
}

init
{
	byte n;
	atomic {
		do :: n < LETTERS -> now[n] = QUEUED; disk[n] = QUEUED; n++ :: else -> break od;
		run sender();
		run sender();
		run customer();
		run machine();
		run judge()
	}
}
