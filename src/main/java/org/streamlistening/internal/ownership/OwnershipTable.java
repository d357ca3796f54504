package org.streamlistening.internal.ownership;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.ownership.Handover.Claimant;
import org.streamlistening.internal.ownership.Handover.Owner;

/**
 * The listeners that this server owns, and those that it claims, by the hash of their session key. Decides what a
 * notice changes, and calls no owner.
 *
 * <p>Thread-safe. Guarded by itself.
 */
final class OwnershipTable {

    /** The number of latest claims that are recognised when they are received twice. */
    private static final int MAX_RECEIVED = 1024;

    private final Map<String, Ownership> owned = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final Set<String> received = new LinkedHashSet<>();

    /** The owner of one listener. Compared by identity. */
    static final class Ownership {

        final Owner owner;

        /** The claim by which this server became the owner; null if it created the listener. */
        final @Nullable String claim;

        /** Another server claimed the listener. */
        private boolean releasing;

        Ownership(Owner owner, @Nullable String claim) {
            this.owner = owner;
            this.claim = claim;
        }
    }

    /** A claim of this server. Compared by identity. */
    static final class Claim {

        final String name = UUID.randomUUID().toString();
        final Owner owner;

        /** Null if the owner has the listener already, and claims it once more. */
        final @Nullable Claimant claimant;

        /** It is in the stream, so all claims received before it are earlier ones. */
        private boolean appended;

        /** It came back from the stream, so all claims received from now on are later ones. */
        private boolean received;

        Claim(Owner owner, @Nullable Claimant claimant) {
            this.owner = owner;
            this.claimant = claimant;
        }
    }

    synchronized void own(String listener, Owner owner) {
        owned.put(listener, new Ownership(owner, null));
    }

    /** Removes the listener and its claim, unless they belong to another owner by now. */
    synchronized void remove(String listener, Owner owner) {
        owned.computeIfPresent(listener, (same, there) -> there.owner == owner ? null : there);
        claims.computeIfPresent(listener, (same, there) -> there.owner == owner ? null : there);
    }

    synchronized boolean ownsAny() {
        return !owned.isEmpty();
    }

    /** Whether this owner has the listener, and no other server has claimed it. */
    synchronized boolean isOwner(String listener, Owner owner) {
        Ownership there = owned.get(listener);
        return there != null && there.owner == owner && !there.releasing;
    }

    /** Adds a claim, and returns the one that it replaces. */
    synchronized @Nullable Claim claim(String listener, Claim claim) {
        return claims.put(listener, claim);
    }

    /** Replaces every claim by a new one, and claims every owned listener once more. Returns the new claims. */
    synchronized Map<String, Claim> renewClaims() {
        Map<String, Claim> renewed = new HashMap<>();
        claims.forEach((listener, claim) -> renewed.put(listener, new Claim(claim.owner, claim.claimant)));
        owned.forEach((listener, here) -> {
            if (!here.releasing) {
                renewed.putIfAbsent(listener, new Claim(here.owner, null));
            }
        });
        claims.putAll(renewed);
        return renewed;
    }

    /** Whether the claim must still be appended. */
    synchronized boolean isPending(String listener, Claim claim) {
        return claim.equals(claims.get(listener)) && !claim.received;
    }

    synchronized void appended(Claim claim) {
        claim.appended = true;
    }

    /** Whether a claim of any server is received for the first time. */
    synchronized boolean isNew(String claim) {
        if (!received.add(claim)) {
            return false;
        }
        if (received.size() > MAX_RECEIVED) {
            received.remove(received.iterator().next());
        }
        return true;
    }

    /** Whether this is the claim of this server, which is then marked as received. */
    synchronized boolean isOwnClaim(String listener, String name) {
        Claim own = claims.get(listener);
        if (own == null || !own.name.equals(name)) {
            return false;
        }
        own.received = true;
        return true;
    }

    /** Removes the claim of this server if that of another server, received now, comes after it. */
    synchronized @Nullable Claim removeSuperseded(String listener) {
        Claim own = claims.get(listener);
        return own != null && own.received ? claims.remove(listener) : null;
    }

    /** Begins to release a listener to the server that made this claim; null if there is nothing to release. */
    synchronized @Nullable Ownership beginRelease(String listener, String claim) {
        Ownership here = owned.get(listener);
        Claim own = claims.get(listener);
        boolean claimedLaterHere = here != null && own != null && own.owner == here.owner && own.appended;
        if (here == null || claim.equals(here.claim) || claimedLaterHere) {
            return null;
        }
        here.releasing = true;
        return here;
    }

    /** Turns a claim into ownership in one step, so that the next claim finds the owner; null if it is out of date. */
    synchronized @Nullable Claim win(String listener, String name) {
        Claim claim = claims.get(listener);
        if (claim == null || !claim.name.equals(name)) {
            return null;
        }
        claims.remove(listener);
        owned.put(listener, new Ownership(claim.owner, name));
        return claim;
    }
}
