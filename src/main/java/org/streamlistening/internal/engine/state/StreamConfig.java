package org.streamlistening.internal.engine.state;

import java.util.Optional;

/** What a stream was made as, and stays. A second creation has to ask for the same (Protocol, section 5.1). */
public record StreamConfig(ContentType contentType, StreamLifetime lifetime, Optional<ForkOrigin> fork) {

    public boolean isAskedForBy(CreateRequest wanted) {
        return isSameType(wanted)
                && fork.map(ForkOrigin::asked).equals(wanted.fork())
                && fork.map(ForkOrigin::lifetime).orElse(lifetime).equals(wanted.lifetime());
    }

    /** A fork need not say which type it has. */
    private boolean isSameType(CreateRequest wanted) {
        return wanted.contentType()
                .map(contentType::isSameAs)
                .orElseGet(() -> fork.isPresent() || contentType.isSameAs(ContentType.OCTET_STREAM));
    }
}
