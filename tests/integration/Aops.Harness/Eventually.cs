using System.Diagnostics;

namespace Aops.Harness;

/// <summary>Waits for a condition with a deadline, and says what it waited for.</summary>
public static class Eventually
{
    /// <summary>Time between two looks.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(2);

    /// <summary>Looks until there is an answer.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="look">Looks once; null or an I/O fault mean "not yet".</param>
    /// <exception cref="TimeoutException">There was none.</exception>
    public static async Task<T> GetAsync<T>(
        string what, TimeSpan deadline, Func<CancellationToken, Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await look(cancellationToken) is { } answer) return answer;
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                last = e;
            }
            if (clock.Elapsed > deadline)
            {
                var fault = last is null ? "" : $" (last: {last.Message})";
                throw new TimeoutException($"not within {deadline.TotalSeconds:0.#} s: {what}{fault}");
            }
            await Task.Delay(Period, cancellationToken);
        }
    }

    /// <summary>Reads until what is read fits; the message of a timeout ends with the last that was read.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="read">Reads once; an I/O fault means "not yet".</param>
    /// <param name="fits">Whether it is what is waited for.</param>
    /// <param name="describe">It in the message.</param>
    /// <param name="pause">Time between two reads.</param>
    /// <exception cref="TimeoutException">It did not fit in time.</exception>
    public static async Task<T> ReadAsync<T>(
        string what, TimeSpan deadline, Func<CancellationToken, Task<T>> read, Func<T, bool> fits, Func<T, string> describe,
        TimeSpan pause, CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        try
        {
            return await GetAsync(what, deadline, async stop =>
            {
                last = await read(stop);
                if (fits(last)) return last;
                await Task.Delay(pause, stop);
                return null;
            }, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; the last that was told: {(last is null ? "nothing" : describe(last))}", e);
        }
    }

    /// <summary>Looks until a condition holds.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="look">Looks once.</param>
    public static Task HoldsAsync(
        string what, TimeSpan deadline, Func<bool> look, CancellationToken cancellationToken) =>
        HoldsAsync(what, deadline, _ => Task.FromResult(look()), cancellationToken);

    /// <summary>Looks until a condition holds that takes time to look at.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="look">Looks once; an I/O fault means "not yet".</param>
    public static Task HoldsAsync(
        string what, TimeSpan deadline, Func<CancellationToken, Task<bool>> look, CancellationToken cancellationToken) =>
        GetAsync(what, deadline, async token => await look(token) ? "" : null, cancellationToken);
}
