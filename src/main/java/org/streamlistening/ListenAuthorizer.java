package org.streamlistening;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may listen to which stream. The application provides it as a bean of any scope; where there are several,
 * all have to agree; where there is none, every session may listen to every stream.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class OwnChatsOnly implements ListenAuthorizer {
 *     public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
 *         return principal != null && streamId.startsWith("chat/" + principal.getName() + "/");
 *     }
 * }
 * }</pre>
 *
 * <p>Asked on the thread that calls {@code listen}, before anything changes, and again when a listener goes on by itself
 * on another node or after a restart. Not asked again while a stream is followed: to end that, call {@code stop}.
 */
@FunctionalInterface
public interface ListenAuthorizer {

    /**
     * Whether this session may listen. What this throws comes out of {@code listen}, which then changes nothing either.
     *
     * @param streamId a plain relative path, checked already
     * @param principal of the request that calls {@code listen}, or, from within an observer or on a thread without
     *     a session, of the request that called it last; null for somebody who has not logged in
     * @param listener the name of the listener
     */
    boolean mayListen(String streamId, @Nullable Principal principal, String listener);
}
