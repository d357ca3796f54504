package org.streamlistening.internal.cdi;

/** What a session keeps of listeners whose names are known only where they are injected: {@link OfInjectedName}. */
interface KeptByName extends KeptInSession {

    /** The listener of this name, or what opens listeners of this name; made if there is none yet. */
    <T extends KeptInSession> T kept(Class<T> type, String name);
}
