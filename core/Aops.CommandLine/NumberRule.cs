using System.CommandLine;
using System.Globalization;

namespace Aops.CommandLine;

/// <summary>Bounds of numbers on a command line.</summary>
public static class NumberRule
{
    /// <summary>Refuses what is no whole number within bounds.</summary>
    /// <param name="option">An option of a whole number.</param>
    /// <returns>The option.</returns>
    public static TOption Within<TOption>(this TOption option, long min, long max)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && !(long.TryParse(
                    token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    && number >= min && number <= max))
            {
                result.AddError($"{option.Name}: '{token.Value}' is not a whole number {Bounds(min, max)}");
            }
        });
        return option;
    }

    private static string Bounds(long min, long max) => max is int.MaxValue or long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"from {min}")
        : string.Create(CultureInfo.InvariantCulture, $"from {min} to {max}");
}
