using Microsoft.Playwright;

namespace Aops.Console.Tests.Support;

/// <summary>One page of the console. What it says to the console of the browser, and whom it asks, is noted.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    private const float PatienceMilliseconds = 20_000;

    private readonly IBrowserContext _context;
    private readonly Uri _server;

    public ConsolePage(IBrowserContext context, IPage page, Uri server)
    {
        (_context, Page, _server) = (context, page, server);
        page.SetDefaultTimeout(PatienceMilliseconds);
        page.PageError += (_, error) => Faults.Add(error);
        page.Console += (_, message) =>
        {
            // A refused request is told of by the browser, too; it is the page's answer that tests look at.
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                Faults.Add(message.Text);
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                Faults.Add($"asked another origin: {request.Url}");
        };
        page.Dialog += (_, dialog) => Faults.Add($"a dialog of the browser: {dialog.Message}");
    }

    public IPage Page { get; }

    /// <summary>Exceptions, errors (also those of the policy), requests to elsewhere.</summary>
    public List<string> Faults { get; } = [];

    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(new Uri(_server, $"/{address}").AbsoluteUri);
        await Page.Locator("h1").First.WaitForAsync();
    }

    /// <summary>The element with this text, once it is there.</summary>
    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until a script is true in the page.</summary>
    public Task UntilAsync(string script) => Page.WaitForFunctionAsync(script);

    /// <summary>How often something was clicked, filled in or chosen.</summary>
    public int Deeds { get; set; }

    public Task ClickAsync(string button)
    {
        Deeds++;
        return Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First.ClickAsync();
    }

    /// <summary>Follows a link of the page itself, and not of its menu.</summary>
    public Task ClickLinkAsync(string link)
    {
        Deeds++;
        return Page.Locator("main").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = link, Exact = true }).First.ClickAsync();
    }

    public Task FillAsync(string label, string text)
    {
        Deeds++;
        return Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).First.FillAsync(text);
    }

    public Task SelectAsync(string label, string value)
    {
        Deeds++;
        return Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).First.SelectOptionAsync(value);
    }

    /// <summary>Signs out by the menu of the account.</summary>
    public async Task SignOutAsync()
    {
        await Page.Locator(".side summary").ClickAsync();
        await ClickAsync("Sign out");
        await Page.GetByLabel("Password").WaitForAsync();
    }

    /// <summary>Fills in the name and the password, and sends them.</summary>
    public async Task SignInAsync(string? name, string password)
    {
        if (name is not null) await FillAsync("Name", name);
        await FillAsync("Password", password);
        await ClickAsync("Sign in");
    }

    /// <summary>Waits until nothing is being read any more, then takes a picture.</summary>
    public async Task PictureAsync(string name)
    {
        await UntilAsync("() => !document.querySelector('[aria-busy=true]')");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ConsoleBench.Pictures, $"{name}.png") });
    }

    public void AssertNoFault() => Assert.Empty(Faults);

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
