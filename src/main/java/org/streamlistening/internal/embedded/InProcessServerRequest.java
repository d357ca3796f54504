package org.streamlistening.internal.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.internal.serve.exchange.ServerRequest;
import org.streamlistening.internal.serve.servlet.RequestBody;
import org.streamlistening.server.StreamAccess.Operation;

/** A request of the application itself, from inside of the process. Access rules do not apply, limits do. */
final class InProcessServerRequest implements ServerRequest {

    private final InProcessRequest request;
    private final InProcessPipe pipe;

    InProcessServerRequest(InProcessRequest request, InProcessPipe pipe) {
        this.request = request;
        this.pipe = pipe;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public String mount() {
        return "";
    }

    @Override
    public @Nullable String query() {
        return request.query().orElse(null);
    }

    @Override
    public List<String> headers(String name) {
        return request.header(name).stream().toList();
    }

    @Override
    public String url() {
        return request.path();
    }

    @Override
    public void authorize(Operation operation, String streamId) {
        // Access rules are for requests from outside of the application.
    }

    @Override
    public boolean isPublic() {
        return false;
    }

    @Override
    public boolean canWait() {
        return true;
    }

    @Override
    public void respondLater() {
        // Every response can come later.
    }

    @Override
    public void onAbandoned(Runnable task) {
        pipe.onClosed(task);
    }

    @Override
    public CompletableFuture<byte[]> readBody(long limit) {
        if (request.body().length > limit) {
            throw RequestBody.tooLarge(limit);
        }
        return CompletableFuture.completedFuture(request.body());
    }

    @Override
    public boolean leavesBody() {
        return false;
    }
}
