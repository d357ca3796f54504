package org.streamlistening.internal.session.listener;

import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.session.ListenerBean;

/**
 * The ownership of one session's listener by this server, from its attachment to its end or release. For any thread.
 */
final class OwnershipClaim implements Handover.Claimant {

    private final ListenerBean bean;
    private final AttachedListener attachment;
    private final Handover handover;
    private volatile boolean continues;
    private volatile boolean ended;

    OwnershipClaim(ListenerBean bean, AttachedListener attachment, Handover handover) {
        this.bean = bean;
        this.attachment = attachment;
        this.handover = handover;
    }

    /** For a listener that this server made: no other server owns it. */
    void own() {
        handover.own(bean.getSessionKey(), this);
    }

    /** @param resumes whether the listener was listening, and continues once the claim is won */
    void claim(boolean resumes) {
        continues = resumes;
        handover.claim(bean.getSessionKey(), this);
        if (ended) {
            // The session ended before there was a claim to take back.
            end();
        }
    }

    /** The session ended. */
    void end() {
        ended = true;
        handover.forget(bean.getSessionKey(), this);
    }

    /**
     * Continues from the position of this copy: the last deliveries of the other server are in its own copy of the
     * beans.
     */
    @Override
    public void won() {
        attachment.claimWon(continues);
    }

    /** The next request on this server claims it again. */
    @Override
    public void lost() {
        detach(attachment.listener().snapshot());
    }

    /** If the session comes back, its listener continues from this position. */
    @Override
    public void release() {
        detach(attachment.listener().release());
    }

    private void detach(ListenerSnapshot latest) {
        bean.handedOver(attachment.listener(), latest);
        attachment.detach(bean);
    }
}
