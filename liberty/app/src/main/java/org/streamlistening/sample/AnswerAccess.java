package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.server.StreamAccess;

/**
 * Permits HTTP clients to read an answer whose unguessable id they know, and nothing else. The application itself may
 * do everything.
 */
@ApplicationScoped
public class AnswerAccess implements StreamAccess {

    static final String ANSWERS = "answers/";

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        return operation == Operation.READ && streamId.startsWith(ANSWERS);
    }
}
