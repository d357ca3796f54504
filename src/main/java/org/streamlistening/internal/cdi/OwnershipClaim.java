package org.streamlistening.internal.cdi;

import org.streamlistening.internal.ownership.Handover;

/** A session's listener on this server, for as long as the session stays here. Called on any thread. */
final class OwnershipClaim implements Handover.Claimant {

    private final SessionStreamListener bean;
    private final AttachedListener here;
    private final Handover handover;
    private volatile boolean goesOn;
    private volatile boolean ended;

    OwnershipClaim(SessionStreamListener bean, AttachedListener here, Handover handover) {
        this.bean = bean;
        this.here = here;
        this.handover = handover;
    }

    /** Of a listener that was made here, so that nobody else has it. */
    void own() {
        handover.own(bean.getSessionKey(), this);
    }

    /** @param wakes whether it was listening, and goes on once it is won */
    void claim(boolean wakes) {
        goesOn = wakes;
        handover.claim(bean.getSessionKey(), this);
        if (ended) {
            // It ended before there was anything to take back.
            end();
        }
    }

    /** The session ended. */
    void end() {
        ended = true;
        handover.forget(bean.getSessionKey(), this);
    }

    /** Not where the other one was: what it delivered last is in its own copy of the beans, not in this one. */
    @Override
    public void won() {
        here.wonLater(goesOn);
    }

    /** The next request here claims it again. */
    @Override
    public void lost() {
        bean.detach(here, here.listener().save());
    }

    /** If the session comes back, it goes on from here again. */
    @Override
    public void release() {
        bean.detach(here, here.listener().letGo());
    }
}
