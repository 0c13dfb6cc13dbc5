using System.Threading.Channels;
using LocalDigest.Jobs;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Tells listeners of changes of jobs. A listener that does not keep up is dropped; the others and the jobs do not wait for it.</summary>
internal sealed class JobEvents
{
    private const int MostWaiting = 256;

    private readonly Lock changing = new();
    private readonly List<Channel<Job>> listeners = [];

    public void Publish(Job job)
    {
        lock (changing)
        {
            for (var i = listeners.Count - 1; i >= 0; i--)
            {
                if (listeners[i].Writer.TryWrite(job)) continue;
                listeners[i].Writer.TryComplete();
                listeners.RemoveAt(i);
            }
        }
    }

    /// <summary>Begins to listen. The subscription must be disposed.</summary>
    public Subscription Listen()
    {
        var channel = Channel.CreateBounded<Job>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        lock (changing) listeners.Add(channel);
        return new Subscription(this, channel);
    }

    /// <summary>One listener.</summary>
    internal sealed class Subscription(JobEvents events, Channel<Job> channel) : IDisposable
    {
        /// <summary>The changes; ends where the listener was dropped.</summary>
        public ChannelReader<Job> Changes => channel.Reader;

        public void Dispose()
        {
            lock (events.changing) events.listeners.Remove(channel);
        }
    }
}
