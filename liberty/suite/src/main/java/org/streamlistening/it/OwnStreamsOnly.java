package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.Principal;
import org.streamlistening.ListenAuthorizer;

/** Permits private streams to their owner only. */
@ApplicationScoped
public class OwnStreamsOnly implements ListenAuthorizer {

    @Override
    public boolean mayListen(String streamId, Principal principal, String listener) {
        return !streamId.startsWith("private/")
                || (principal != null && streamId.startsWith("private/" + principal.getName() + "/"));
    }
}
