using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands.Access;

/// <summary>
/// A sign-in by a browser on this computer (RFC 8252, with PKCE, RFC 7636). Parties: the browser, which the provider and the server
/// know; other programs and users of this computer, who may see the code pass, and cannot use it without the verifier, which never
/// leaves this process.
/// </summary>
internal static class BrowserSignIn
{
    private const int RandomBytes = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Lets a person sign in.</summary>
    /// <returns>The word of the session.</returns>
    /// <exception cref="CliException">No person signed in, or the server refuses.</exception>
    public static async Task<string> RunAsync(SignIn signIn, CliTerminal terminal, CancellationToken cancellationToken)
    {
        var begin = await signIn.FindBrowserPathAsync(cancellationToken);
        var (state, verifier) = (NewWord(), NewWord());
        using var loopback = new LoopbackListener(state);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var address = $"{begin}?port={loopback.Port}&state={state}&challenge={challenge}";
        terminal.Say($"sign in by a browser on this computer: {address}");
        Open(terminal, address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var code = await loopback.WaitAsync(limit.Token)
                ?? throw new CliException(CliExitCodes.Authentication, "the sign-in was refused; the page in the browser says why");
            return await signIn.ByCodeAsync(code, verifier, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(CliExitCodes.TimeRanOut,
                $"no person signed in within {Patience.TotalMinutes} minutes", "try again, or sign in by a password (--user NAME)", e);
        }
    }

    private static string NewWord() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    // The address is on the terminal; a desktop opens it by itself.
    private static void Open(CliTerminal terminal, string address)
    {
        if (!terminal.MayAsk || (terminal.Variable("DISPLAY") ?? terminal.Variable("WAYLAND_DISPLAY")) is null) return;
        try
        {
            using var _ = Process.Start(new ProcessStartInfo("xdg-open", [address]) { RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            // No desktop has that program: the person opens the address.
        }
    }
}
