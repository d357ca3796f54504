package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.streamlistening.server.StreamAccess;

/**
 * Permits reading public streams to every caller, all operations on their own streams to users, and writing to editors.
 */
@ApplicationScoped
public class House implements StreamAccess {

    @Inject
    private Guest guest;

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        Principal user = request.getUserPrincipal();
        return (operation == Operation.READ && streamId.startsWith("public/"))
                || (user != null && streamId.startsWith("users/" + user.getName() + "/"))
                || (operation != Operation.DELETE && request.isUserInRole("editor"))
                || streamId.equals("guests/" + guest.id());
    }
}
