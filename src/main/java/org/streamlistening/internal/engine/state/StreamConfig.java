package org.streamlistening.internal.engine.state;

import java.util.Optional;

/** The immutable configuration of a stream. A repeated creation must request the same (Protocol, section 5.1). */
public record StreamConfig(ContentType contentType, StreamLifetime lifetime, Optional<ForkOrigin> fork) {

    public boolean isAskedForBy(CreateRequest wanted) {
        return isSameType(wanted)
                && fork.map(ForkOrigin::asked).equals(wanted.fork())
                && fork.map(ForkOrigin::lifetime).orElse(lifetime).equals(wanted.lifetime());
    }

    /** A fork inherits its type if the request has none. */
    private boolean isSameType(CreateRequest wanted) {
        return wanted.contentType()
                .map(contentType::isSameAs)
                .orElseGet(() -> fork.isPresent() || contentType.isSameAs(ContentType.OCTET_STREAM));
    }
}
