using System.Threading.Channels;

namespace Aops.Spm.Tests.Support;

/// <summary>The server as the HTTP client sees it: each request waits until the test answers it.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<Exchange> _asked = Channel.CreateUnbounded<Exchange>();

    /// <summary>Called as a request comes, before it can be answered.</summary>
    public Action? Arriving { get; set; }

    /// <summary>Whether a request has come that <see cref="NextAsync"/> has not returned yet.</summary>
    public bool IsAsked => _asked.Reader.Count > 0;

    /// <summary>The next request.</summary>
    public async Task<Exchange> NextAsync() =>
        await _asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Longest);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = await Exchange.ReadAsync(request);
        Arriving?.Invoke();
        _asked.Writer.TryWrite(exchange);
        return await exchange.WaitAsync(cancellationToken);
    }
}
