using Aops.Server.Connections;
using Aops.Server.People;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.WebUtilities;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// The authorization code flow of OpenID Connect (Core 1.0, section 3.1, as RFC 9700 wants it). Parties: a browser that begins and comes
/// back, the provider, this server; a stranger may send links to a person and read what passes other browsers. What binds them: the
/// state is taken once and names one sign-in; a cookie binds it to the browser that has begun; PKCE binds the code to this server; the
/// nonce binds the token to this sign-in; <c>iss</c> binds the answer to the provider. A session is always a new one.
/// </summary>
internal sealed class SignInFlow : IDisposable
{
    private readonly ProviderOptions _options;
    private readonly ProviderUsers _users;
    private readonly TimeProvider _clock;
    private readonly ProviderHttp _http;
    private readonly ProviderDocuments _documents;
    private readonly CodeExchange _exchange;
    private readonly IdTokenCheck _tokens;
    private readonly ClaimMapping _mapping;
    private readonly PendingSignIns _pending;

    public SignInFlow(ProviderOptions options, ProviderUsers users, TimeProvider clock)
    {
        (_options, _users, _clock) = (options, users, clock);
        _http = new ProviderHttp(options);
        _documents = new ProviderDocuments(_http, options.Settings.Issuer, clock);
        _exchange = new CodeExchange(_http, options);
        _tokens = new IdTokenCheck(_documents, options.Settings.Issuer, options.Settings.ClientId, clock);
        _mapping = new ClaimMapping(options);
        _pending = new PendingSignIns(clock);
    }

    /// <summary>What people call the provider.</summary>
    public string Name => _options.Settings.Name;

    /// <summary>Begins a sign-in.</summary>
    /// <param name="program">The program that waits for it; null for the browser itself.</param>
    /// <param name="browser">A word that only this browser gets, in a cookie.</param>
    /// <returns>Where the browser is sent to.</returns>
    /// <exception cref="SignInFault">The provider cannot be asked.</exception>
    public async Task<string> BeginAsync(
        string returnPath, Loopback? program, ClientAddress address, string browser,
        CancellationToken cancellationToken)
    {
        var document = await _documents.FindAsync(cancellationToken);
        var pending = new PendingSignIn
        {
            State = Secrets.NewToken(""), Nonce = Secrets.NewToken(""), Verifier = Secrets.NewToken(""),
            Browser = Secrets.Hash(browser), ReturnPath = returnPath, Program = program, Address = address,
            BegunAt = _clock.GetUtcNow(),
        };
        _pending.Add(pending);
        return QueryHelpers.AddQueryString(document.Authorization.AbsoluteUri, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = _options.Settings.ClientId,
            ["redirect_uri"] = _options.CallbackUrl,
            ["scope"] = string.Join(' ', _options.Settings.Scopes),
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = Loopback.ChallengeOf(pending.Verifier),
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Takes up the sign-in that an answer of the provider belongs to; it is over then, whatever comes of it.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="browser">The word of the browser that brings the answer; null for none.</param>
    /// <exception cref="RequestFault">There is none, or another browser has begun it.</exception>
    public PendingSignIn Take(string? state, string? browser)
    {
        var pending = state is { Length: > 0 and <= Secrets.TokenCharsMax } ? _pending.Take(state) : null;
        if (pending is null) throw IdentityProblems.Over;
        return Secrets.Matches(browser, pending.Browser) ? pending : throw IdentityProblems.OtherBrowser;
    }

    /// <summary>Ends a sign-in: the user whom the provider's answer stands for.</summary>
    /// <exception cref="RequestFault">The provider or this server refuses the person.</exception>
    /// <exception cref="SignInFault">The answer is not accepted.</exception>
    public async Task<Person> FinishAsync(
        PendingSignIn pending, ProviderAnswer answer, CancellationToken cancellationToken)
    {
        var document = await _documents.FindAsync(cancellationToken);
        if (answer.Issuer is { } issuer ? issuer != _options.Settings.Issuer : document.SendsIssuer)
            throw IdentityProblems.OtherIssuer;
        if (answer.Error is { } error) throw IdentityProblems.Refused(Name, ErrorWord.Of(error));
        if (answer.Code is not { Length: > 0 } code) throw new SignInFault("its answer has no code");
        var token = await _exchange.TradeAsync(document, code, pending.Verifier, cancellationToken);
        var who = _mapping.Map(await _tokens.ReadAsync(token, pending.Nonce, cancellationToken));
        var outcome = await _users.AdmitAsync(who, cancellationToken);
        return outcome is ProviderOutcome.Admitted admitted
            ? admitted.Person
            : throw IdentityProblems.Of(outcome, Name, who.Name);
    }

    public void Dispose()
    {
        _documents.Dispose();
        _http.Dispose();
    }
}
