package grapevine.peer;

import java.util.concurrent.Flow;

/**
 * Tells a listener of each event, and before it of those that were missed: two calls, so that a bug at one spoils no
 * other.
 */
final class Watching implements Flow.Subscriber<Feed.Delivery<PeerEvent>> {
    private final Listening<PeerEvent> listening;

    Watching(Listening<PeerEvent> listening) {
        this.listening = listening;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        listening.onSubscribe(subscription);
    }

    @Override
    public void onNext(Feed.Delivery<PeerEvent> delivery) {
        if (delivery.missedBefore() > 0) {
            listening.onNext(new PeerEvent.EventsMissed(delivery.missedBefore()));
        }
        listening.onNext(delivery.item());
    }

    @Override
    public void onError(Throwable failure) {
        listening.onError(failure);
    }

    @Override
    public void onComplete() {
        listening.onComplete();
    }
}
