package org.streamlistening.internal.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** The listener of a session on one server of a test, from one request on. */
final class ListenerCopy implements Handover.Claimant {

    final List<String> happened = new ArrayList<>();
    boolean delivers;
    boolean over;
    boolean refusesOnce;

    @Override
    public void release() {
        happens("released");
        delivers = false;
        over = true;
    }

    @Override
    public void won() {
        happens("won");
        // The next claim can have come first.
        delivers = !over;
    }

    @Override
    public void lost() {
        happens("lost");
        over = true;
    }

    private void happens(String what) {
        if (refusesOnce) {
            refusesOnce = false;
            throw new RejectedExecutionException("no thread");
        }
        happened.add(what);
    }
}
