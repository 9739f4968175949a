// Package feasts knows the days that move from year to year.
package feasts

import "time"

// Easter is Easter Sunday of a year of the Gregorian calendar, by the anonymous algorithm
// that Nature printed in 1876.
func Easter(year int) time.Time {
	golden := year % 19
	century, rest := year/100, year%100
	moon := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	weekday := (32 + 2*(century%4) + 2*(rest/4) - moon - rest%4) % 7
	shift := (golden + 11*moon + 22*weekday) / 451
	day := moon + weekday - 7*shift + 114
	return time.Date(year, time.Month(day/31), day%31+1, 0, 0, 0, 0, time.UTC)
}
