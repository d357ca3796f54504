package org.streamlistening.internal.engine.shared;

import java.util.concurrent.CompletableFuture;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.state.AppendRequest;

/** A request to append that waits for its transaction. */
record PendingAppend(AppendRequest request, CompletableFuture<CommittedChange> result) {

    PendingAppend(AppendRequest request) {
        this(request, new CompletableFuture<>());
    }

    int size() {
        return request.body().length;
    }
}
