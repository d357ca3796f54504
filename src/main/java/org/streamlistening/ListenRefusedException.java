package org.streamlistening;

/** A {@link ListenAuthorizer} said no. The listener is as it was before. */
public class ListenRefusedException extends SecurityException {

    private static final long serialVersionUID = 1;

    public ListenRefusedException(String streamId) {
        super("this session may not listen to stream '" + streamId + "'");
    }
}
