using System.Buffers.Text;
using System.Net;
using System.Text;
using Aops.Server.Http;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Aops.Server.Tests.Answers;

/// <summary>A client may write anything into a cursor: on no list is that a fault of the server.</summary>
public sealed class ForgedCursorTests(FullFleet fleet) : IClassFixture<FullFleet>, IDisposable
{
    private static readonly string[] NoCursors = ["", "x", "!", "MQ", "====", "MQox", "%00", "%F0%9F%98%80", new('A', 5000)];

    // After the mark of the list, which is right.
    private static readonly string[] Keys =
    [
        "", " ", "x", "1", "-1", "1 ", " 1", "1.5", "0x1", "1e9", "+1", "٣", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999", "1 x", "x 1", "99999999999999999999 x", " x", "1  x", "\0", "\0 \0",
        "\n", "a\n", "a\nx", "a\n1", "a\n99999999999999999999", "\n\n\n", "a\n\0", "'; DROP TABLE agent; --", new('9', 2000),
    ];

    private HttpClient? _client;

    private static IReadOnlyList<string> Lists { get; } =
    [
        .. DocumentedApi.All.Where(operation => operation.HasCursor).Select(operation => FullFleet.Fill(operation.Path)),
        "/api/v1/hosts?sort=enrolled", "/api/v1/hosts?sort=-hostname", "/api/v1/hosts?q=not%20tier%3Db", "/api/v1/groups?count=1",
    ];

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task NoCursor_IsRefused_OnEveryList()
    {
        Assert.True(Lists.Count > 15, "the document has lost its lists");
        foreach (var list in Lists)
        {
            TakeAnotherKey();
            foreach (var word in NoCursors) await AssertRefusedAsync(list, word);
        }
    }

    [Fact]
    public async Task CursorOfAnotherListOrOrder_IsRefused()
    {
        var real = new Dictionary<string, string>();
        foreach (var list in Lists) real.Add(list, await CursorOfAsync(list));
        foreach (var list in Lists)
        {
            TakeAnotherKey();
            // Whether hosts are counted is no part of what is listed.
            foreach (var (other, cursor) in real.Where(other => other.Key.Replace("?count=1", "") != list.Replace("?count=1", "")))
                await AssertRefusedAsync(list, cursor, $"the cursor of {other}");
        }
    }

    [Fact]
    public async Task ForgedKey_IsAPageOrRefused_OnEveryList()
    {
        foreach (var list in Lists)
        {
            TakeAnotherKey();
            var cursor = await CursorOfAsync(list);
            Assert.Equal(HttpStatusCode.OK, await AskAsync(list, cursor, "x-ndjson"));
            foreach (var key in Keys)
            {
                foreach (var form in new[] { "json", "x-ndjson" })
                {
                    var status = await AskAsync(list, WithKey(cursor, key), form);
                    Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest,
                        $"{list} with the key '{key[..Math.Min(key.Length, 40)]}' as {form}: {status}");
                }
            }
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("x", false)]
    [InlineData("1 ", false)]
    [InlineData(" 1", false)]
    [InlineData("1.5", false)]
    [InlineData("9223372036854775808", false)]
    [InlineData("-9223372036854775808", true)]
    [InlineData("9223372036854775807", true)]
    public void NumberKey_IsANumberOf64Bits(string text, bool isKey)
    {
        Assert.Equal(isKey, CursorKeys.Number.TryRead(text, out var key));
        if (isKey) Assert.Equal(text, CursorKeys.Number.Write(key));
        Assert.Equal(isKey, CursorKeys.Time.TryRead($"{text.Replace(' ', '_')} an id", out var time));
        if (isKey) Assert.Equal($"{text} an id", CursorKeys.Time.Write(time));
        Assert.False(CursorKeys.Time.TryRead(text.Trim(), out _));
    }

    // Each list is asked for with a key of its own, as the requests of one key are limited: there are hundreds for each.
    private void TakeAnotherKey()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<HttpClient> ClientAsync() =>
        _client ??= await fleet.Server.AddKeyAsync($"cursors-{Guid.NewGuid():N}", """[{"role":"admin"}]""");

    private async Task AssertRefusedAsync(string list, string cursor, string? what = null)
    {
        foreach (var form in new[] { "json", "x-ndjson" })
        {
            var status = await AskAsync(list, cursor, form);
            Assert.True(status == HttpStatusCode.BadRequest, $"{list} with {what ?? cursor} as {form}: {status}");
        }
    }

    // A page of NDJSON names the next one in a header, on each list.
    private async Task<string> CursorOfAsync(string list)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fleet.Resolve(With(list, "limit=1")));
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var answer = await (await ClientAsync()).SendAsync(request);
        Assert.True(answer.Headers.TryGetValues("Link", out var links), $"{list} has no second page: {nameof(FullFleet)} has to have two rows of it");
        var address = links.Single().Split('>')[0].TrimStart('<');
        return QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..])["cursor"].ToString();
    }

    private async Task<HttpStatusCode> AskAsync(string list, string cursor, string form)
    {
        var path = fleet.Resolve(With(list, $"limit=1&cursor={(cursor.StartsWith('%') ? cursor : Uri.EscapeDataString(cursor))}"));
        var (status, problem) = await (await ClientAsync()).SendAsync(
            HttpMethod.Get, path, null, ("Accept", $"application/{form}, application/problem+json;q=0.1"));
        if (status == HttpStatusCode.BadRequest) Assert.Equal("bad-cursor", (string?)problem?["code"]);
        return status;
    }

    private static string With(string list, string more) => $"{list}{(list.Contains('?') ? '&' : '?')}{more}";

    private static string WithKey(string cursor, string key)
    {
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n', 3);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{parts[0]}\n{parts[1]}\n{key}"));
    }
}
