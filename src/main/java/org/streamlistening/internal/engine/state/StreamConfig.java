package org.streamlistening.internal.engine.state;

import java.util.Optional;

/** The immutable configuration of a stream. A repeated creation must request the same (Protocol, section 5.1). */
public record StreamConfig(ContentType contentType, StreamLifetime lifetime, Optional<ForkOrigin> fork) {

    public boolean isRequestedBy(CreateRequest request) {
        return isSameType(request)
                && fork.map(ForkOrigin::request).equals(request.fork())
                && fork.map(ForkOrigin::lifetime).orElse(lifetime).equals(request.lifetime());
    }

    /** A fork inherits its type if the request has none. */
    private boolean isSameType(CreateRequest request) {
        return request.contentType()
                .map(contentType::isSameAs)
                .orElseGet(() -> fork.isPresent() || contentType.isSameAs(ContentType.OCTET_STREAM));
    }
}
