package org.streamlistening.internal.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** The copy of a listener on one server of a test. */
final class ListenerCopy implements Handover.Claimant {

    final List<String> happened = new ArrayList<>();
    boolean delivers;
    boolean over;
    boolean rejectsOnce;

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
        if (rejectsOnce) {
            rejectsOnce = false;
            throw new RejectedExecutionException("no thread");
        }
        happened.add(what);
    }
}
