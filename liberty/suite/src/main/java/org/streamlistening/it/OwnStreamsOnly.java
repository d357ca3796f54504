package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.Principal;
import org.streamlistening.ListenAuthorizer;

/** What is private may be followed by its owner only. */
@ApplicationScoped
public class OwnStreamsOnly implements ListenAuthorizer {

    @Override
    public boolean mayListen(String streamId, Principal principal, String listener) {
        return !streamId.startsWith("private/")
                || (principal != null && streamId.startsWith("private/" + principal.getName() + "/"));
    }
}
