package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.UUID;

/** The user of a session without a log-in. */
@SessionScoped
public class Guest implements Serializable {

    private static final long serialVersionUID = 1;

    private final String id = UUID.randomUUID().toString();

    public String id() {
        return id;
    }
}
