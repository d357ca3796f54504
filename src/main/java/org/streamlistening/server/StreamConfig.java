package org.streamlistening.server;

import java.util.Optional;

/** What a stream was made as, and stays. A second creation has to ask for the same (Protocol, section 5.1). */
record StreamConfig(ContentType contentType, Lifetime lifetime, Optional<Fork> fork) {

    boolean isAskedForBy(NewStream wanted) {
        return isSameType(wanted)
                && fork.map(Fork::asked).equals(wanted.fork())
                && fork.map(Fork::lifetime).orElse(lifetime).equals(wanted.lifetime());
    }

    /** A fork need not say which type it has. */
    private boolean isSameType(NewStream wanted) {
        return wanted.contentType()
                .map(contentType::isSameAs)
                .orElseGet(() -> fork.isPresent() || contentType.isSameAs(ContentType.OCTET_STREAM));
    }
}
