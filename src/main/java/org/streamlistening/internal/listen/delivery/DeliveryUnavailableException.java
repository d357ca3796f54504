package org.streamlistening.internal.listen.delivery;

/**
 * Nothing can be delivered now, for a reason that is neither in the message nor in an observer: the same delivery is
 * repeated until it succeeds, whatever the policies say.
 */
public final class DeliveryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DeliveryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
