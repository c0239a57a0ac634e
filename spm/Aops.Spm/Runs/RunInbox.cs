using System.Threading.Channels;
using Aops.Contracts.Wire.Runs;
using Aops.Hosting.Loops;

namespace Aops.Spm.Runs;

/// <summary>
/// Queue of orders from the heartbeat to <see cref="RunService"/>. What finds it full is dropped: the server sends it
/// again until it hears of it.
/// </summary>
internal sealed class RunInbox
{
    private const int WaitingMax = RunLimits.OpenMax;

    private readonly Channel<RunOffer> _offers = Make<RunOffer>();
    private readonly Channel<string> _cancelled = Make<string>();

    /// <summary>Raised for every order, and for everything else that gives the service work.</summary>
    public WakeSignal Work { get; } = new();

    public void Offer(IReadOnlyList<RunOffer> offers, IReadOnlyList<string> cancelled)
    {
        if (offers.Count == 0 && cancelled.Count == 0) return;
        foreach (var offer in offers) _offers.Writer.TryWrite(offer);
        foreach (var id in cancelled) _cancelled.Writer.TryWrite(id);
        Work.Raise();
    }

    /// <summary>The orders that wait.</summary>
    public IEnumerable<RunOffer> TakeOffers()
    {
        while (_offers.Reader.TryRead(out var offer)) yield return offer;
    }

    /// <summary>The ids of runs that are to end.</summary>
    public IEnumerable<string> TakeCancelled()
    {
        while (_cancelled.Reader.TryRead(out var id)) yield return id;
    }

    private static Channel<T> Make<T>() => Channel.CreateBounded<T>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropWrite });
}
