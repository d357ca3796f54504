package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.UUID;

/** Somebody with a session, and with no name but this. */
@SessionScoped
public class Guest implements Serializable {

    private static final long serialVersionUID = 1;

    private final String id = UUID.randomUUID().toString();

    public String id() {
        return id;
    }
}
