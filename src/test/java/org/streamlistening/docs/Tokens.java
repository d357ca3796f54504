package org.streamlistening.docs;

/** Credentials, as an application has them: snippets use it. */
public interface Tokens {

    /** The token to send now. */
    String current();

    /** Forgets the current token, so that the next call of {@link #current()} fetches another one. */
    void forget();
}
